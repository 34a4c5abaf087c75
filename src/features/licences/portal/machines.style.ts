import { wear } from '../../../kit/ui/wear.ts';
import css from './machines.css?inline';

wear(css);
