import form from '../../../../kit/ui/form/messages/de.json';
import own from '../messages/de.json';

export const words = { ...form, ...own };
