import form from '../../../../kit/ui/form/messages/en.json';
import signUp from '../../messages/en.json';

export const words = { ...signUp, ...form };
