import form from '../../../../kit/ui/form/messages/fr.json';
import help from '../../messages/fr.json';

export const words = { ...help, ...form };
