import form from '../../../../kit/ui/form/messages/fr.json';
import gate from '../../messages/fr.json';

export const words = { ...gate, ...form };
