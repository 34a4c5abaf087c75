import { wear } from '../../../../kit/ui/wear.ts';
import css from './site.css?inline';

wear(css);
