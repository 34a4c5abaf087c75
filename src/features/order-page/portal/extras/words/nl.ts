import form from '../../../../../kit/ui/form/messages/nl.json';
import extras from '../messages/nl.json';

export const words = { ...extras, ...form };
