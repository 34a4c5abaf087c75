import { wear } from '../../../kit/ui/wear.ts';
import css from './licences.css?inline';

wear(css);
