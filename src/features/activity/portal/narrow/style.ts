import { wear } from '../../../../kit/ui/wear.ts';
import css from './narrow.css?inline';

wear(css);
