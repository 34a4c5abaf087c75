import form from '../../../../kit/ui/form/messages/de.json';
import gate from '../../messages/de.json';

export const words = { ...gate, ...form };
