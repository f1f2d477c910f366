from waymo_kit.protos import label_pb2 as _label_pb2
from waymo_kit.protos import metrics_pb2 as _metrics_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Submission(_message.Message):
    __slots__ = ("task", "unique_method_name", "authors", "affiliation", "description", "method_link", "number_past_frames_exclude_current", "number_future_frames_exclude_current", "inference_results", "sensor_type", "account_name", "object_types", "latency_second", "docker_image_source")
    class Task(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        UNKNOWN: _ClassVar[Submission.Task]
        DETECTION_2D: _ClassVar[Submission.Task]
        DETECTION_3D: _ClassVar[Submission.Task]
        TRACKING_2D: _ClassVar[Submission.Task]
        TRACKING_3D: _ClassVar[Submission.Task]
        DOMAIN_ADAPTATION: _ClassVar[Submission.Task]
        CAMERA_ONLY_DETECTION_3D: _ClassVar[Submission.Task]
    UNKNOWN: Submission.Task
    DETECTION_2D: Submission.Task
    DETECTION_3D: Submission.Task
    TRACKING_2D: Submission.Task
    TRACKING_3D: Submission.Task
    DOMAIN_ADAPTATION: Submission.Task
    CAMERA_ONLY_DETECTION_3D: Submission.Task
    class SensorType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        INVALID: _ClassVar[Submission.SensorType]
        LIDAR_ALL: _ClassVar[Submission.SensorType]
        LIDAR_TOP: _ClassVar[Submission.SensorType]
        CAMERA_ALL: _ClassVar[Submission.SensorType]
        CAMERA_LIDAR_TOP: _ClassVar[Submission.SensorType]
        CAMERA_LIDAR_ALL: _ClassVar[Submission.SensorType]
    INVALID: Submission.SensorType
    LIDAR_ALL: Submission.SensorType
    LIDAR_TOP: Submission.SensorType
    CAMERA_ALL: Submission.SensorType
    CAMERA_LIDAR_TOP: Submission.SensorType
    CAMERA_LIDAR_ALL: Submission.SensorType
    TASK_FIELD_NUMBER: _ClassVar[int]
    UNIQUE_METHOD_NAME_FIELD_NUMBER: _ClassVar[int]
    AUTHORS_FIELD_NUMBER: _ClassVar[int]
    AFFILIATION_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    METHOD_LINK_FIELD_NUMBER: _ClassVar[int]
    NUMBER_PAST_FRAMES_EXCLUDE_CURRENT_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FUTURE_FRAMES_EXCLUDE_CURRENT_FIELD_NUMBER: _ClassVar[int]
    INFERENCE_RESULTS_FIELD_NUMBER: _ClassVar[int]
    SENSOR_TYPE_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_NAME_FIELD_NUMBER: _ClassVar[int]
    OBJECT_TYPES_FIELD_NUMBER: _ClassVar[int]
    LATENCY_SECOND_FIELD_NUMBER: _ClassVar[int]
    DOCKER_IMAGE_SOURCE_FIELD_NUMBER: _ClassVar[int]
    task: Submission.Task
    unique_method_name: str
    authors: _containers.RepeatedScalarFieldContainer[str]
    affiliation: str
    description: str
    method_link: str
    number_past_frames_exclude_current: int
    number_future_frames_exclude_current: int
    inference_results: _metrics_pb2.Objects
    sensor_type: Submission.SensorType
    account_name: str
    object_types: _containers.RepeatedScalarFieldContainer[_label_pb2.Label.Type]
    latency_second: float
    docker_image_source: str
    def __init__(self, task: _Optional[_Union[Submission.Task, str]] = ..., unique_method_name: _Optional[str] = ..., authors: _Optional[_Iterable[str]] = ..., affiliation: _Optional[str] = ..., description: _Optional[str] = ..., method_link: _Optional[str] = ..., number_past_frames_exclude_current: _Optional[int] = ..., number_future_frames_exclude_current: _Optional[int] = ..., inference_results: _Optional[_Union[_metrics_pb2.Objects, _Mapping]] = ..., sensor_type: _Optional[_Union[Submission.SensorType, str]] = ..., account_name: _Optional[str] = ..., object_types: _Optional[_Iterable[_Union[_label_pb2.Label.Type, str]]] = ..., latency_second: _Optional[float] = ..., docker_image_source: _Optional[str] = ...) -> None: ...
