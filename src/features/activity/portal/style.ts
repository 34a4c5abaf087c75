import { wear } from '../../../kit/ui/wear.ts';
import css from './activity.css?inline';

wear(css);
