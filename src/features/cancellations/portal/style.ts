import { wear } from '../../../kit/ui/wear.ts';
import css from './ending.css?inline';

wear(css);
