import '../../../kit/ui/form/style.ts';
import { wear } from '../../../kit/ui/wear.ts';
import css from './forms.css?inline';

wear(css);
