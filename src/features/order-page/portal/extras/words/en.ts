import form from '../../../../../kit/ui/form/messages/en.json';
import extras from '../messages/en.json';

export const words = { ...extras, ...form };
