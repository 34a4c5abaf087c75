import form from '../../../../kit/ui/form/messages/fr.json';
import own from '../messages/fr.json';

export const words = { ...form, ...own };
