import { wear } from '../../../kit/ui/wear.ts';
import css from './help.css?inline';

wear(css);
