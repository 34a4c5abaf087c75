import { wear } from '../wear.ts';
import css from './form.css?inline';

wear(css);
