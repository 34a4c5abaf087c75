import form from '../../../../../kit/ui/form/messages/nl.json';
import details from '../messages/nl.json';

export const words = { ...details, ...form };
