import form from '../../../../kit/ui/form/messages/nl.json';
import own from '../messages/nl.json';

export const words = { ...form, ...own };
