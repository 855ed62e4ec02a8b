// The demonstration's files, in a chunk of their own: its texts are loaded when it is shown.
import lesson from './lesson.yaml?raw';
import service from './manifests/service.yaml?raw';
import web from './manifests/web.yaml?raw';

export const files = { 'lesson.yaml': lesson, 'manifests/service.yaml': service, 'manifests/web.yaml': web };
