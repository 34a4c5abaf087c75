import { wear } from '../../../../kit/ui/wear.ts';
import css from './done.css?inline';

wear(css);
