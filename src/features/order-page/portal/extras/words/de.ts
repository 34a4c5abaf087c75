import form from '../../../../../kit/ui/form/messages/de.json';
import extras from '../messages/de.json';

export const words = { ...extras, ...form };
