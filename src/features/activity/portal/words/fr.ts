import form from '../../../../kit/ui/form/messages/fr.json';
import help from '../../../login-as/messages/fr.json';
import activity from '../../messages/fr.json';

export const words = { ...activity, ...help, ...form };
