import { wear } from '../../../kit/ui/wear.ts';
import css from './sign-up.css?inline';

wear(css);
