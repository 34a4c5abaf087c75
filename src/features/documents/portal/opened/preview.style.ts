import { wear } from '../../../../kit/ui/wear.ts';
import css from './preview.css?inline';

wear(css);
