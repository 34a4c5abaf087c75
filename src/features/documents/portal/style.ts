import { wear } from '../../../kit/ui/wear.ts';
import css from './documents.css?inline';

wear(css);
