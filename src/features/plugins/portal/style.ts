import { wear } from '../../../kit/ui/wear.ts';
import css from './plugins.css?inline';

wear(css);
