import { wear } from '../../../../kit/ui/wear.ts';
import css from './tools.css?inline';

wear(css);
