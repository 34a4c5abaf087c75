import { wear } from '../../../../kit/ui/wear.ts';
import css from './extras.css?inline';

wear(css);
