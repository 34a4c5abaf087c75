import form from '../../../../../kit/ui/form/messages/de.json';
import details from '../messages/de.json';

export const words = { ...details, ...form };
