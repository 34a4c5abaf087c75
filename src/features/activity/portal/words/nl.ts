import form from '../../../../kit/ui/form/messages/nl.json';
import help from '../../../login-as/messages/nl.json';
import activity from '../../messages/nl.json';

export const words = { ...activity, ...help, ...form };
