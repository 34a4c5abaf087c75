import { wear } from '../../../../kit/ui/wear.ts';
import css from './filters.css?inline';

wear(css);
