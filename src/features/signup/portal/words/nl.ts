import form from '../../../../kit/ui/form/messages/nl.json';
import signUp from '../../messages/nl.json';

export const words = { ...signUp, ...form };
