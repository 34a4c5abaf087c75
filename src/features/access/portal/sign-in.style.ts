import { wear } from '../../../kit/ui/wear.ts';
import css from './sign-in.css?inline';

wear(css);
