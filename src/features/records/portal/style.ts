import { wear } from '../../../kit/ui/wear.ts';
import css from './records.css?inline';

wear(css);
