import form from '../../../../../kit/ui/form/messages/en.json';
import own from '../messages/en.json';

export const words = { ...form, ...own };
