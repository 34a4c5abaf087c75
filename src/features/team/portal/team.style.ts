import { wear } from '../../../kit/ui/wear.ts';
import css from './team.css?inline';

wear(css);
