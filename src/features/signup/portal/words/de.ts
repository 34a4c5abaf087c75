import form from '../../../../kit/ui/form/messages/de.json';
import signUp from '../../messages/de.json';

export const words = { ...signUp, ...form };
