import form from '../../../../kit/ui/form/messages/de.json';
import help from '../../messages/de.json';

export const words = { ...help, ...form };
