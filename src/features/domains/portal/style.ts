import { wear } from '../../../kit/ui/wear.ts';
import css from './domains.css?inline';

wear(css);
