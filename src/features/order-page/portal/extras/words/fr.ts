import form from '../../../../../kit/ui/form/messages/fr.json';
import extras from '../messages/fr.json';

export const words = { ...extras, ...form };
