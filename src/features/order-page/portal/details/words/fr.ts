import form from '../../../../../kit/ui/form/messages/fr.json';
import details from '../messages/fr.json';

export const words = { ...details, ...form };
