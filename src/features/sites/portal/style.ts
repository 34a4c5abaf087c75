import { wear } from '../../../kit/ui/wear.ts';
import css from './sites.css?inline';

wear(css);
