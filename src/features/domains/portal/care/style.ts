import { wear } from '../../../../kit/ui/wear.ts';
import css from './care.css?inline';

wear(css);
