import form from '../../../../kit/ui/form/messages/fr.json';
import signUp from '../../messages/fr.json';

export const words = { ...signUp, ...form };
