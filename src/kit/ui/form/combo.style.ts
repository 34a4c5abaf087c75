import { wear } from '../wear.ts';
import css from './combo.css?inline';

wear(css);
