import form from '../../../../kit/ui/form/messages/en.json';
import activity from '../../messages/en.json';

export const words = { ...activity, ...form };
