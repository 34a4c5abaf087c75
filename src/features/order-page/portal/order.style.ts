import { wear } from '../../../kit/ui/wear.ts';
import css from './order.css?inline';

wear(css);
