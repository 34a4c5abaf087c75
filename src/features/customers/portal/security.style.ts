import { wear } from '../../../kit/ui/wear.ts';
import css from './security.css?inline';

wear(css);
