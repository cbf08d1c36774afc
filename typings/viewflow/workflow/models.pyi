from contextlib import AbstractContextManager
from typing import Any, ClassVar, Self

from django.db import models
from viewflow.workflow.token import Token

from cuentas.models import Usuario

class Process(models.Model):
    objects: ClassVar[models.Manager[Self]]
    _default_manager: ClassVar[models.Manager[Self]]
    flow_class: Any
    status = models.CharField(max_length=50)
    created = models.DateTimeField()
    finished = models.DateTimeField(null=True)
    data = models.JSONField()

class Task(models.Model):
    objects: ClassVar[models.Manager[Task]]
    _default_manager: ClassVar[models.Manager[Task]]
    flow_task: Any
    flow_task_type = models.CharField(max_length=50)
    status = models.CharField(max_length=50)
    created = models.DateTimeField()
    assigned = models.DateTimeField(null=True)
    started = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)
    scheduled = models.DateTimeField(null=True)
    token: Token
    external_task_id = models.CharField(max_length=50, null=True)
    owner = models.ForeignKey(Usuario, on_delete=models.CASCADE, null=True)
    owner_permission = models.CharField(max_length=255, null=True)
    owner_permission_obj_pk = models.CharField(max_length=255, null=True)
    owner_permission_obj: Any
    process = models.ForeignKey(Process, on_delete=models.CASCADE)
    data = models.JSONField()
    seed: Any
    seed_object_id: int | None
    def activation(self) -> AbstractContextManager[Any]: ...
