import { wear } from '../../../kit/ui/wear.ts';
import css from './usage.css?inline';

wear(css);
