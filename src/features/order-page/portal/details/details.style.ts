import { wear } from '../../../../kit/ui/wear.ts';
import css from './details.css?inline';

wear(css);
