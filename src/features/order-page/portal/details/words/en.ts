import form from '../../../../../kit/ui/form/messages/en.json';
import details from '../messages/en.json';

export const words = { ...details, ...form };
