import { wear } from '../../../kit/ui/wear.ts';
import css from './goes-on.css?inline';

wear(css);
